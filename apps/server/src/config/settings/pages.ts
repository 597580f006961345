import { number, onOff, path } from '../kinds.ts'
import { optional, setting } from '../setting.ts'

const MEGABYTE = 1024 * 1024

/** What is served beside the documents. */
export const pages = {
  editor: setting(onOff, {
    about: 'also serve the editor, at /',
    fallback: false,
    example: 'true',
  }),
  pages: optional(path('<folder>'), {
    about: 'also serve the files of your built application, at /',
    example: './dist',
  }),
  'max-image-mb': setting(
    number('<number>', { from: 1, to: 50, unit: 'megabytes', times: MEGABYTE }),
    {
      about: 'the largest picture that can be put into a text, in megabytes',
      fallback: 10 * MEGABYTE,
      example: '20',
    },
  ),
  'max-images-mb': setting(
    number('<number>', { from: 0, to: 999_999_999, unit: 'megabytes', times: MEGABYTE }),
    {
      about: 'how much all pictures may take, in megabytes; 0 takes none',
      fallback: 5_000 * MEGABYTE,
      example: '500',
    },
  ),
}
