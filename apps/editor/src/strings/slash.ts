import type { ToolName } from '../editor/tools.ts'

/** The menu that `/` opens. */
export const slash = {
  label: 'Insert',
  opened: (count: number) =>
    `${count} to insert. Arrow keys choose, Enter inserts, Escape leaves the slash.`,
} as const

/** Other words under which a tool is found, with spaces between. */
export const synonyms: Readonly<Partial<Record<ToolName, string>>> = {
  text: 'paragraph plain normal body',
  'heading-1': 'h1 title #',
  'heading-2': 'h2 subtitle section ##',
  'heading-3': 'h3 subheading ###',
  'bullet-list': 'ul unordered points -',
  'ordered-list': 'ol ordered 1.',
  'task-list': 'todo to-do checkbox checklist check []',
  quote: 'blockquote citation >',
  'code-block': 'pre program snippet ```',
  divider: 'hr horizontal rule line separator ---',
}
