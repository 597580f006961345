import { blocks } from '../../strings/blocks.ts'
import type { ImageAddress } from './image-address.ts'

const words = blocks.image

/** Fills the box of an image that is not shown with what there is to know of it. */
export function drawCard(box: HTMLElement, address: ImageAddress, alt: string): void {
  if (address.at === 'server') {
    // Offline, or of a server whose images were lost.
    const image = box.querySelector('img')
    const missing = () => {
      if (image?.isConnected) image.replaceWith(card(words.missing, alt))
    }
    if (image?.complete && image.naturalWidth === 0) missing()
    else image?.addEventListener('error', missing)
    return
  }
  const isElsewhere = address.at === 'elsewhere'
  const made = card(isElsewhere ? words.elsewhere(address.host) : words.nowhere, alt)
  if (isElsewhere) {
    const link = document.createElement('a')
    link.className = 'button'
    link.href = address.src
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
    link.textContent = words.open
    made.append(line('image-card-address', address.src), line('', words.elsewhereHint), link)
  }
  box.replaceChildren(made)
}

function card(title: string, alt: string): HTMLElement {
  const made = document.createElement('div')
  made.className = 'image-card'
  made.append(line('image-card-title', title))
  if (alt !== '') made.append(line('', alt))
  return made
}

function line(className: string, text: string): HTMLElement {
  const made = document.createElement('p')
  made.className = className
  made.textContent = text
  return made
}
