/** How long the browser may take to begin with it, in milliseconds. */
const KEPT_MS = 60_000

/** Hands a file to the browser, which saves it where its person wants. */
export function saveFile(file: File): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
