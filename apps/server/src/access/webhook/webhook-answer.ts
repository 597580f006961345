import type { Action, Authorization } from '@weft/server'
import { fits, patternsFrom } from '../grant.ts'
import type { NamePattern } from '../name-pattern.ts'
import { whoItIs } from '../who-it-is.ts'

/** What the application can let somebody do: with one document, or, as `list`, with all of them. */
export type Right = 'read' | 'write' | 'delete' | 'list'

/** What the application says about somebody and a document, or a list of documents. */
export type WebhookAnswer =
  | {
      readonly allowed: true
      readonly rights: ReadonlySet<Right>
      readonly user: string | undefined
      readonly name: string | undefined
      /** For how long, in milliseconds; undefined: for as long as somebody is connected. */
      readonly validForMs: number | undefined
      /** What a list shows; undefined: everything. */
      readonly documents: readonly NamePattern[] | undefined
    }
  | (Authorization & { readonly allowed: false })

const MAX_TEXT_LENGTH = 255
const MAX_VALID_S = 31_536_000

const rights: readonly Right[] = ['read', 'write', 'delete', 'list']
const refusals = ['unauthenticated', 'forbidden', 'not-found'] as const

/**
 * Reads an answer.
 *
 * @throws {TypeError} With what is wrong, for the application's author: what is not understood lets nobody in.
 */
export function readWebhookAnswer(text: string): WebhookAnswer {
  const fields = fieldsOf(text)
  const allowed = fields.get('allowed')
  if (allowed === false) return refusalFrom(fields)
  if (allowed !== true) throw new TypeError('"allowed" must be true or false')
  const validForS = fields.get('validForSeconds')
  if (validForS !== undefined && !isDuration(validForS))
    throw new TypeError(`"validForSeconds" must be a number above 0, at most ${MAX_VALID_S}`)
  const documents = fields.get('documents')
  const patterns = patternsFrom(documents)
  if (!patterns) throw new TypeError('"documents" must be a list of names')
  return {
    allowed: true,
    rights: rightsFrom(fields.get('rights')),
    user: textFrom(fields, 'user'),
    name: textFrom(fields, 'name'),
    validForMs: validForS === undefined ? undefined : validForS * 1000,
    documents: documents === undefined ? undefined : patterns,
  }
}

/** What that means for something that somebody wants to do. */
export function authorizationFrom(answer: WebhookAnswer, action: Action): Authorization {
  if (!answer.allowed) return answer
  if (!neededFor(action).some((right) => answer.rights.has(right)))
    return {
      allowed: false,
      because: 'forbidden',
      reason:
        action === 'list'
          ? 'the application does not let you list documents'
          : `the application does not let you ${action} this document`,
    }
  const { user, name, validForMs } = answer
  return {
    allowed: true,
    ...whoItIs(user, name),
    ...(validForMs === undefined ? {} : { validForMs }),
  }
}

/** Which documents a list shows. */
export function isListed(answer: WebhookAnswer, document: string): boolean {
  return answer.allowed && (answer.documents === undefined || fits(answer.documents, document))
}

/** Any of these will do. */
function neededFor(action: Action): readonly Right[] {
  switch (action) {
    case 'read':
      return ['read', 'write']
    case 'write':
    case 'create':
    case 'upload':
      return ['write']
    case 'delete':
      return ['delete']
    case 'list':
      return ['list']
  }
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new TypeError('it is not JSON')
  }
  if (typeof value !== 'object' || value === null) throw new TypeError('it is not a JSON object')
  return new Map(Object.entries(value))
}

function refusalFrom(fields: ReadonlyMap<string, unknown>): WebhookAnswer {
  const said = fields.get('because') ?? 'forbidden'
  const because = refusals.find((one) => one === said)
  if (!because) throw new TypeError(`"because" must be one of ${refusals.join(', ')}`)
  const reason = fields.get('reason') ?? 'the application does not let you in'
  if (typeof reason !== 'string') throw new TypeError('"reason" must be a text')
  return { allowed: false, because, reason }
}

function rightsFrom(value: unknown): ReadonlySet<Right> {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  const known = list.flatMap((one) => rights.find((right) => right === one) ?? [])
  if (known.length !== list.length || list.length === 0)
    throw new TypeError(`"rights" must be a list of some of ${rights.join(', ')}`)
  return new Set(known)
}

function textFrom(fields: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = fields.get(key) ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH) return value
  throw new TypeError(`"${key}" must be a text of 1 to ${MAX_TEXT_LENGTH} characters`)
}

const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= MAX_VALID_S
