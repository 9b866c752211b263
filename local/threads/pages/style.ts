/** The one style sheet: follows the system's light or dark, fits a phone, needs no scripts. */

export const css = `
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #5f5f66; --paper: #fafafa; --card: #fff; --line: #e2e2e6; --accent: #0b57d0; --on-accent: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1f1f3; --soft: #a5a5ad; --paper: #101012; --card: #19191c; --line: #2e2e33; --accent: #a8c7fa; --on-accent: #062e6f; --bad: #f2b8b5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; padding-block: 1rem; border-bottom: 1px solid var(--line); }
header strong { margin-right: auto; }
main { padding-block: 1rem 4rem; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 0.5rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; margin: 0.75rem 0; }
.person { display: flex; gap: 0.75rem; align-items: center; }
.person img { width: 56px; height: 56px; border-radius: 50%; flex: none; }
.person p { margin: 0; }
.soft { color: var(--soft); font-size: 0.875rem; }
.person p.count { margin-left: auto; text-align: right; white-space: nowrap; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.25rem 0; }
.bad { color: var(--bad); }
form.row, .row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
label { display: block; }
label > span { display: block; font-size: 0.875rem; color: var(--soft); }
label.tick { display: flex; gap: 0.5rem; align-items: center; min-height: 44px; }
input, select, button { font: inherit; color: inherit; }
input:not([type=checkbox], [type=radio]), select { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 0.5rem; min-height: 44px; max-width: 100%; }
input[type=number] { width: 7.5rem; }
input[type=checkbox], input[type=radio] { width: 20px; height: 20px; accent-color: var(--accent); }
button { min-height: 44px; padding: 0.5rem 1rem; border-radius: 8px; border: 1px solid var(--line); background: var(--card); cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); }
code { font-size: 0.875em; overflow-wrap: anywhere; }
td code { white-space: nowrap; }
`;
