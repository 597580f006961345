import { readFileSync } from 'node:fs'
import { defaultLimits } from '@weft/server'
import { variableOf, type Setting } from './setting.ts'
import { areas } from './settings.ts'

const limitsSource = new URL('../../../../packages/server/src/core/limits.ts', import.meta.url)

/** The guide's page about configuration: all of it comes from the table of settings and the limits' own comments. */
export function configurationGuide(): string {
  const sections = Object.entries(areas).map(
    ([title, table]) => `## ${title}\n\n${Object.entries(table).map(describe).join('\n\n')}`,
  )
  return `${[opening, ...sections, limitsSection()].join('\n\n')}\n`
}

const opening = `# Configuration

Everything can be set by a flag, by a variable of the environment, or in a file, under the same name: \`--log-level debug\`,
\`WEFT_LOG_LEVEL=debug\`, or a line \`log-level: debug\` in a file that \`--config weft.yaml\` or \`WEFT_CONFIG\` names. A flag wins over the
variable, which wins over the file. The file is YAML, or JSON. Paths in it start at the file's own folder, other paths at the folder in which the
command runs. A name that does not exist, or a value that cannot be, is refused with the place where it stands.

\`\`\`yaml
# weft.yaml
host: 0.0.0.0
data: /var/lib/weft
password-file: /etc/weft/password
allow-origin: [https://app.example.org]
limit:
  maxConnections: 500
\`\`\`

\`\`\`sh
weft config --port 4000
\`\`\`

prints every setting, what it is and who says so, and starts nothing. With \`--json\` it prints JSON.

Secrets are never settings themselves, so that no process list and no log shows them: they stand in files of their own, and a setting names the
file.`

function describe([name, setting]: [string, Setting<unknown>]): string {
  const { argument, about, fallback, fallbackWords, example, mustBe } = setting
  const flag = argument === undefined ? `--${name}` : `--${name} ${argument}`
  const value = fallbackWords ?? (fallback === undefined ? 'none' : `\`${text(setting)}\``)
  return `### ${name}

${capital(about)}.

- \`${flag}\`, \`${variableOf(name)}\`, or in the file \`${name}: ${example}\`
- ${capital(mustBe)}. Default: ${value}.`
}

const text = ({ fallback, print }: Setting<unknown>): string => {
  const printed = print(fallback)
  return typeof printed === 'string' ? printed : JSON.stringify(printed)
}

const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`

/** Each limit with the words of its own doc comment. */
function limitsSection(): string {
  const source = readFileSync(limitsSource, 'utf8')
  const lines = Object.entries(defaultLimits).map(([name, value]: [string, number]) => {
    const [, comment = ''] =
      new RegExp(`/\\*\\* ([^\\n]*) \\*/\\n  readonly ${name}: number`).exec(source) ?? []
    const words = comment.replace(/\s*@default.*$/, '').replaceAll(/\{@link (\w+)\}/g, '`$1`')
    return `| \`${name}\` | ${value.toLocaleString('en')} | ${words} |`
  })
  return `### The limits

Each has a default that is safe for a server of a few thousand people; [what they are for](../reliability.md) is described with the attacks that they
bound.

| name | default | what it bounds |
| --- | ---: | --- |
${lines.join('\n')}`
}
