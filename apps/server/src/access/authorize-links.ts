import type { Authorization, Authorize } from '@weft/server'
import { isReservedName, linkIdIn } from './link-name.ts'
import type { ViewLinks } from './view-links.ts'

/**
 * Who may do what, links included: whoever comes by a link may read its document and nothing else, is not told what it is
 * called, and is not shown to the others. A signed-in person who comes by it, too.
 *
 * @param authorize Asked about everything else.
 * @param links Undefined where none are given out, since everybody may write there.
 */
export function authorizeLinks(authorize: Authorize, links: ViewLinks | undefined): Authorize {
  return (who, action, name) => {
    if (name === undefined || !isReservedName(name)) return authorize(who, action, name)
    const id = linkIdIn(name)
    if (id === undefined) return no('names that begin with _weft/ are no documents')
    if (!links) return no('read-only links need a server that was started with a password')
    const document = links.find(id)
    if (document === undefined) return no('this link does not work any more')
    return action === 'read'
      ? { allowed: true, document, isHidden: true }
      : no('this link is for reading only')
  }
}

const no = (reason: string): Authorization => ({ allowed: false, because: 'forbidden', reason })
