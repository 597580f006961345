import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { imageAddress } from './image-address.ts'

/**
 * Draws an image. Only one on this server is loaded; of any other, its address is shown.
 */
export function drawImage(node: Node): NodeView {
  const dom = document.createElement('div')
  dom.className = 'image-box'
  const address = imageAddress(node.attrs['src'])
  if (address.at === 'server') dom.append(picture(node, address.src))
  if (address.at === 'elsewhere') dom.append(address.src)
  return { dom, ignoreMutation: () => true }
}

function picture({ attrs }: Node, src: string): HTMLImageElement {
  const { alt, title, width, height }: Record<string, unknown> = attrs
  const image = document.createElement('img')
  image.alt = typeof alt === 'string' ? alt : ''
  if (typeof title === 'string') image.title = title
  if (typeof width === 'number' && typeof height === 'number') {
    image.width = width
    image.height = height
  }
  image.decoding = 'async'
  image.loading = 'lazy'
  image.src = src
  return image
}
