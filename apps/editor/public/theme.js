// Before the first paint, so that nobody who chose dark is dazzled: src/browser/theme.ts keeps the choice.
try {
  const choice = JSON.parse(localStorage.getItem('weft.theme') ?? 'null')
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice
} catch {
  // Storage is forbidden here: the system decides.
}
