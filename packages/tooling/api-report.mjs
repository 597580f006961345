/**
 * The public names that have no doc comment, as API Extractor's report tells.
 *
 * @param {string} report
 * @param {{ withMembers: boolean }} what Whether members of classes and interfaces count, too.
 * @returns {string[]} Of a member, with the name of what it belongs to.
 */
export function undocumentedNames(report, { withMembers }) {
  const names = []
  let exported = ''
  let isUndocumented = false
  for (const line of report.split('\n')) {
    const isMember = !line.startsWith('export ')
    if (line.endsWith('(undocumented)')) isUndocumented = true
    else if (!line.trimStart().startsWith('//') && line.trim() !== '') {
      const name = nameIn(line)
      if (!isMember) exported = name
      if (isUndocumented && !isMember) names.push(name)
      if (isUndocumented && isMember && withMembers) names.push(`${exported}.${name}`)
      isUndocumented = false
    }
  }
  return names
}

function nameIn(line) {
  const words =
    /^(export|declare|abstract|class|const|function|interface|type|readonly|get|set|static|protected|override) /
  let rest = line.trim()
  while (words.test(rest)) rest = rest.slice(rest.indexOf(' ') + 1)
  return /^('[^']*'|[\w$]+)/.exec(rest)?.[0] ?? rest
}
