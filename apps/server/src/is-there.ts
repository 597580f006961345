import { stat } from 'node:fs/promises'

/** Whether there is a file or a folder, as far as can be seen. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
