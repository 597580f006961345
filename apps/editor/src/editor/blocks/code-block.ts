import { CodeBlock } from '@tiptap/extension-code-block'
import { cleanLanguage } from './clean-attributes.ts'
import { drawCodeBlock } from './code-view.ts'

const LANGUAGE_CLASS = /(?:^|\s)(?:language|lang)-([^\s]+)/

/** Tiptap's code block, with the name of its language checked. What works in it comes with the first one. */
export const Code = CodeBlock.extend({
  addAttributes: () => ({
    language: {
      default: null,
      parseHTML: (element: HTMLElement) => {
        const named = `${element.className} ${element.firstElementChild?.className ?? ''}`
        return cleanLanguage(LANGUAGE_CLASS.exec(named)?.[1])
      },
      rendered: false,
    },
  }),

  addNodeView() {
    const { editor } = this
    return ({ node, getPos }) => drawCodeBlock({ editor, node, getPos })
  },
})
