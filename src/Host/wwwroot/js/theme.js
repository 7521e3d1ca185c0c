// Runs before the first paint: follows the system when the person has not chosen.
if (document.documentElement.dataset.themeChosen === undefined && matchMedia('(prefers-color-scheme: dark)').matches) {
  document.documentElement.dataset.bsTheme = 'dark';
}
