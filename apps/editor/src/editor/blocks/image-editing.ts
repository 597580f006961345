import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import '../../styles/images.css'
import type { ImageAddress } from './image-address.ts'
export function editImages(editor: Editor): void { void editor }
export function drawCard(dom: HTMLElement, address: ImageAddress, node: Node): void { void [dom, address, node] }
export function uploadImages(editor: Editor, files: readonly File[]): void { void [editor, files] }
