/**
 * What is wrong with a version of Node, in words; undefined when it will do. Vite, which builds the editor, draws the
 * same line.
 *
 * @param {string} version E.g. `20.19.0`.
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22
  if (isEnough) return undefined
  return `Weft needs Node 20.19 or newer (of the 22 line, 22.12 or newer); this is Node ${version}. https://nodejs.org has the current one.`
}

/** Ends the process with words when this Node is too old. */
export function requireNode() {
  const problem = nodeVersionProblem(process.versions.node)
  if (!problem) return
  console.error(problem)
  process.exit(1)
}
