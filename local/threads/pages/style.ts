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
label.wide { flex: 1 1 100%; }
label.wide input { width: 100%; }
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
.card > :last-child, .box > :last-child, .veil > :last-child { margin-bottom: 0; }
.card ul:not(.poll) { padding-left: 1.25rem; overflow-wrap: anywhere; }
@media (max-width: 30rem) { header strong { flex-basis: 100%; } header { row-gap: 0.5rem; } }
.spread { justify-content: space-between; align-items: center; }
.spread p { margin: 0; overflow-wrap: anywhere; }
.by { display: flex; gap: 0.75rem; align-items: center; margin-bottom: 0.5rem; }
.by img { width: 40px; height: 40px; border-radius: 50%; flex: none; }
.by p { margin: 0; display: flex; flex-wrap: wrap; column-gap: 0.5rem; align-items: baseline; }
.by .name { font-weight: 600; color: var(--ink); text-decoration: none; }
.by .name:hover { text-decoration: underline; }
a.soft { color: var(--soft); text-decoration: none; }
.notes { margin: 0.75rem 0 0; }
.card > p.soft { margin: 0.25rem 0; }
figure { margin: 0; }
figcaption { color: var(--soft); font-size: 0.8125rem; margin-top: 0.25rem; overflow-wrap: anywhere; }
.media, .strip, .poll, .box { margin: 0.75rem 0; }
.media img, .media video { display: block; width: auto; height: auto; max-width: 100%; max-height: 28rem; border-radius: 12px; background: var(--line); }
.strip { display: flex; gap: 0.5rem; overflow-x: auto; scroll-snap-type: x proximity; padding-bottom: 0.25rem; }
.strip figure { flex: none; width: min(78%, 15rem); scroll-snap-align: start; }
.strip img, .strip video { display: block; width: 100%; height: 15rem; object-fit: cover; border-radius: 12px; background: var(--line); }
.strip + .soft { margin: 0.25rem 0 0; }
.strip figcaption { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.poll { list-style: none; padding: 0; display: grid; gap: 0.5rem; }
.poll li { display: flex; justify-content: space-between; gap: 1rem; border: 1px solid var(--line); border-radius: 10px; padding: 0.6rem 0.75rem; overflow-wrap: anywhere; }
.box { border: 1px solid var(--line); border-radius: 12px; padding: 0.75rem; overflow-wrap: anywhere; }
blockquote.box { margin-inline: 0; }
.gif { text-align: center; padding: 2rem 0.75rem; background: var(--paper); }
summary { cursor: pointer; min-height: 24px; }
.veil { border: 1px dashed var(--line); border-radius: 12px; padding: 0.75rem; margin: 0.75rem 0; }
.spoiler { background: var(--ink); color: transparent; border-radius: 4px; }
.spoiler:is(:hover, :focus) { background: var(--line); color: inherit; }
`;
