// Runs before the first paint: sets the theme chosen in Settings, so that nothing flashes. A file, because CSP forbids inline scripts.
try {
  const theme = localStorage.getItem('postora.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme stays.
}
