import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'

/** Root, who may do everything; undefined where there are no such numbers. */
const ourselves = (): number | undefined => process.getuid?.()

/**
 * Refuses root in a data folder that another user began: what root makes there, that user could not open any more, and
 * no server would start.
 *
 * @param uid Who wants to open it.
 * @throws {StartProblem} With the user who can.
 */
export async function requireOwner(data: string, uid = ourselves()): Promise<void> {
  if (uid !== 0) return
  const began = await stat(join(data, 'weft.json')).catch(() => undefined)
  if (began === undefined || began.uid === 0) return
  throw new StartProblem(
    `Cannot open "${data}" as root: it belongs to user ${began.uid}, who could not open it any more after that. Run this as that user, with sudo -u '#${began.uid}'.`,
  )
}
