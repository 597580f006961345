/// <reference types="vite/client" />
import type { Editor } from '@tiptap/core'
import { NodeSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import '../../styles/images.css'
import { ImageUploads, type PictureSize } from './image-uploads.ts'
import { addBlockBehavior, type BlockBehavior } from './late-blocks.ts'
import { imageFiles, isMainlyImages, pasteWithoutMarks, takeOutImages } from './pasted-images.ts'
import { sendImage } from './send-image.ts'
import { stripMetadata } from './strip-metadata.ts'
import { drawUpload } from './upload-placeholder.ts'
import { applyToPlaces, changePlaces, placeForBlock, placesFrom } from './upload-places.ts'

export { drawCard } from './image-card.ts'

const uploadsOf = new WeakMap<Editor, ImageUploads>()

/** Makes images of a running editor behave: pasted, dropped and chosen ones are uploaded. */
export function editImages(editor: Editor): void {
  addBlockBehavior(editor, 'lateImages', () => imageBehavior(editor, uploadsFor(editor)))
}

/** What was on the clipboard; the event's own is empty when the event is over. */
interface Pasted {
  readonly html: string
  readonly text: string
  readonly files: readonly File[]
}

/** Pastes what was pasted before this was loaded. */
export function pasteAgain(editor: Editor, { html, text, files }: Pasted): void {
  editImages(editor)
  if (editor.isDestroyed) return
  const clipboardData = new DataTransfer()
  if (html !== '') clipboardData.setData('text/html', html)
  if (text !== '') clipboardData.setData('text/plain', text)
  for (const file of files) clipboardData.items.add(file)
  const event = { clipboardData, bubbles: true, cancelable: true }
  editor.view.dom.dispatchEvent(new ClipboardEvent('paste', event))
}

/** Uploads pictures; each stands at the caret once the server has it. */
export function uploadImages(
  editor: Editor,
  files: readonly File[],
  position: number = editor.state.selection.to,
): void {
  editImages(editor)
  const place = placeForBlock(editor.state.doc, position)
  startUploads(
    editor,
    editor.state.tr,
    files.map((file) => ({ file, place })),
  )
}

function imageBehavior(editor: Editor, uploads: ImageUploads): BlockBehavior {
  let pasted: readonly File[] = []
  return {
    handlePaste: (view, { clipboardData }, slice) => {
      const files = pasted
      pasted = []
      if (!view.editable) return false
      if (isMainlyImages(clipboardData)) {
        uploadImages(editor, imageFiles(clipboardData))
        return true
      }
      if (files.length === 0) return false
      const { tr, places } = pasteWithoutMarks(view.state, slice)
      const wanted = places.flatMap(({ file, position }) => {
        const picture = files[file]
        return picture ? [{ file: picture, place: placeForBlock(tr.doc, position) }] : []
      })
      startUploads(editor, tr, wanted)
      return true
    },
    transformPastedHTML: (html) => {
      const taken = takeOutImages(html)
      pasted = taken.files
      return taken.html
    },
    handleDrop: (view, event, _slice, isMoved) => {
      const files = imageFiles(event.dataTransfer)
      if (isMoved || files.length === 0 || !view.editable) return false
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
      uploadImages(editor, files, at?.pos)
      event.preventDefault()
      return true
    },
    apply: (transaction, held, after) => applyToPlaces(transaction, placesFrom(held), after),
    decorations: ({ doc }, held) =>
      DecorationSet.create(
        doc,
        [...placesFrom(held)].map(([id, place]) => placeholder(uploads, id, place)),
      ),
  }
}

function startUploads(
  editor: Editor,
  tr: Transaction,
  pictures: readonly { readonly file: File; readonly place: number }[],
): void {
  const uploads = uploadsFor(editor)
  const add = pictures.map(({ file, place }) => ({ id: uploads.add(file), place }))
  editor.view.dispatch(changePlaces(tr, { add }))
}

function placeholder(uploads: ImageUploads, id: number, place: number): Decoration {
  let remove = () => {}
  const draw = () => {
    const upload = uploads.get(id)
    if (!upload) return document.createElement('div')
    const drawn = drawUpload(upload)
    remove = drawn.remove
    return drawn.dom
  }
  return Decoration.widget(place, draw, {
    key: `upload-${id}`,
    side: -1,
    ignoreSelection: true,
    stopEvent: () => true,
    destroy: () => remove(),
  })
}

function uploadsFor(editor: Editor): ImageUploads {
  const there = uploadsOf.get(editor)
  if (there) return there
  const { documentName } = editor.storage.blockLoader
  const uploads = new ImageUploads({
    sizeOf,
    send: async (file, onProgress, signal) =>
      sendImage(await stripMetadata(file), documentName, onProgress, signal),
    onTaken: (id, src, size) => insertUploaded(editor, id, src, size),
    onCancelled: (id) => {
      if (!editor.isDestroyed) editor.view.dispatch(changePlaces(editor.state.tr, { remove: id }))
    },
  })
  uploadsOf.set(editor, uploads)
  const retry = () => uploads.retryAway()
  // What is still only here would be gone with the page.
  const warn = (event: BeforeUnloadEvent) => {
    if (uploads.pending > 0) event.preventDefault()
  }
  window.addEventListener('online', retry)
  window.addEventListener('beforeunload', warn)
  editor.on('destroy', () => {
    window.removeEventListener('online', retry)
    window.removeEventListener('beforeunload', warn)
  })
  return uploads
}

/** In one step, so that it is undone in one. */
function insertUploaded(editor: Editor, id: number, src: string, size: PictureSize): void {
  if (editor.isDestroyed) return
  const { state, view } = editor
  const tr = changePlaces(state.tr, { remove: id })
  const place = placesFrom(editor.storage.lateImages.held(state)).get(id)
  const image = state.schema.nodes['image']?.create({ src, ...size })
  const at = place === undefined ? undefined : placeForBlock(state.doc, place)
  if (image && at !== undefined && editor.isEditable) {
    const isLast = state.doc.resolve(at).nodeAfter === null
    const line = state.schema.nodes['paragraph']?.create()
    tr.insert(at, isLast && line ? [image, line] : image)
    // Whose caret waits just there goes on below it.
    if (isLast && !(state.selection instanceof NodeSelection))
      tr.setSelection(state.selection.map(tr.doc, tr.mapping))
  }
  view.dispatch(tr)
}

/** As it is shown: turned as the camera says. */
async function sizeOf(file: File): Promise<PictureSize | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const { width, height } = picture
    picture.close()
    return { width, height }
  } catch {
    return undefined
  }
}
