import { Node } from '@tiptap/core'
import { cleaners } from './clean-attributes.ts'
import { drawImage } from './image-view.ts'

const clean = cleaners.image

const fromElement = (name: 'alt' | 'src' | 'title') => ({
  default: null,
  parseHTML: (element: HTMLElement) => clean[name](element.getAttribute(name)),
})

const pixels = (name: 'width' | 'height') => ({
  default: null,
  parseHTML: (element: HTMLElement) => clean[name](Number(element.getAttribute(name))),
})

/** A picture, a block of its own. What can be done with it comes with the first one. */
export const Image = Node.create({
  name: 'image',
  group: 'block',
  draggable: true,
  addAttributes: () => ({
    src: fromElement('src'),
    alt: fromElement('alt'),
    title: fromElement('title'),
    // Of the picture itself, so that the text below does not jump when it arrives.
    width: pixels('width'),
    height: pixels('height'),
  }),
  parseHTML: () => [
    {
      tag: 'img[src]',
      // A picture within the address is uploaded as a file; see the paste of images.
      getAttrs: ({ attributes }) => clean.src(attributes.getNamedItem('src')?.value) !== null && {},
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
  addNodeView() {
    const { editor } = this
    return ({ node }) => drawImage(editor, node)
  },
})
