import type { UploadTrouble } from '../editor/blocks/send-image.ts'
import type { TableCommand } from '../editor/blocks/table-commands.ts'

/** Tables, pictures and code: what is loaded with the first of them. */
export const blocks = {
  table: {
    menu: 'Table',
    row: 'Row',
    column: 'Column',
    commands: {
      'row-before': 'Add row above',
      'row-after': 'Add row below',
      'column-before': 'Add column before',
      'column-after': 'Add column after',
      'header-row': 'Header row',
      'header-column': 'Header column',
      'delete-row': 'Delete row',
      'delete-column': 'Delete column',
      'delete-table': 'Delete table',
    } satisfies Record<TableCommand, string>,
  },
  image: {
    menu: 'Image',
    describe: 'Describe the image',
    described: 'Edit the description',
    remove: 'Remove the image',
    dialog: 'Description',
    dialogLabel: 'What can be seen, for those who cannot see it',
    save: 'Save',
    cancel: 'Cancel',
    elsewhere: (host: string) => `An image on ${host}`,
    elsewhereHint: 'It is not loaded here, so that its host does not learn who reads this.',
    open: 'Open in a new tab',
    nowhere: 'An image without an address that can be shown',
    missing: 'The server does not have this image, or cannot be reached.',
    uploading: (name: string) => `Uploading ${name}`,
    waiting: 'Waiting for its turn',
    retry: 'Try again',
    trouble: {
      'too-large': 'This image is larger than the server takes.',
      'no-image': 'This is no image that can be shown: use PNG, JPEG, GIF, WebP or AVIF.',
      full: 'The server has no space left for images.',
      busy: 'The server is busy with other images. Try again in a moment.',
      'not-allowed': 'You are not allowed to add images here.',
      away: 'Images need the server, which cannot be reached. The file is kept here until then.',
    } satisfies Record<UploadTrouble, string>,
    unnamed: 'image',
  },
  code: {
    language: 'Language of this code',
    plain: 'Plain text',
    copy: 'Copy code',
    copied: 'Copied',
    copyFailed: 'Not copied',
  },
} as const
