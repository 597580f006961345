import { blocks } from '../../strings/blocks.ts'
import type { Upload, UploadState } from './image-uploads.ts'

const words = blocks.image

/** What stands for a picture that is on its way: the picture itself, paler, and how far it is. */
export function drawUpload(upload: Upload): {
  readonly dom: HTMLElement
  readonly remove: () => void
} {
  const name = upload.file.name || words.unnamed
  const dom = document.createElement('div')
  dom.className = 'image-upload'
  dom.contentEditable = 'false'
  dom.setAttribute('role', 'group')
  dom.setAttribute('aria-label', words.uploading(name))
  const preview = document.createElement('img')
  preview.alt = ''
  const address = URL.createObjectURL(upload.file)
  preview.src = address
  preview.addEventListener('error', () => preview.remove())
  const line = document.createElement('div')
  line.className = 'image-upload-line'
  const text = document.createElement('span')
  text.setAttribute('role', 'status')
  const progress = document.createElement('progress')
  progress.setAttribute('aria-label', words.uploading(name))
  const retry = button(words.retry, () => upload.retry())
  const cancel = button(words.cancel, () => upload.cancel())
  line.append(text, progress, retry, cancel)
  dom.append(preview, line)

  const show = (state: UploadState) => {
    dom.dataset['state'] = state.name
    text.textContent =
      state.name === 'failed'
        ? words.trouble[state.because]
        : state.name === 'waiting'
          ? words.waiting
          : words.uploading(name)
    progress.hidden = state.name !== 'sending'
    if (state.name === 'sending') progress.value = state.share
    retry.hidden = state.name !== 'failed'
  }
  show(upload.state.get())
  const stop = upload.state.subscribe(() => show(upload.state.get()))
  return {
    dom,
    remove: () => {
      stop()
      URL.revokeObjectURL(address)
    },
  }
}

function button(label: string, run: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'button'
  made.textContent = label
  made.addEventListener('click', run)
  return made
}
