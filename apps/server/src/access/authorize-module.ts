import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Authorization, Authorize } from '@weft/server'
import { inTime } from '../in-time.ts'
import { StartProblem } from '../start-problem.ts'
import { AccessUnavailable, causesOf } from './access-unavailable.ts'

/** How long it may take to load, and to answer, in milliseconds. */
const LOAD_MS = 10_000
const ANSWER_MS = 10_000

/**
 * The `authorize` that an operator's file exports.
 *
 * @throws {StartProblem} When there is none.
 */
export async function loadAuthorizeModule(file: string): Promise<Authorize> {
  const say = (why: string, remedy: string, cause?: unknown): StartProblem =>
    new StartProblem(`Cannot ask "${file}" who may come in: ${why}. ${remedy}.`, { cause })
  if (!existsSync(file)) throw say('there is no such file', 'Write it, or check the path')
  const loaded = await loadModule(file, say)
  const authorize = loaded.get('authorize')
  if (!isFunction(authorize)) {
    const others = [...loaded.keys()].join(', ') || 'nothing'
    const why = loaded.has('authorize') ? 'its "authorize" is no function' : `it exports ${others}`
    throw say(why, 'Write "export function authorize(who, action, document)" into it')
  }
  return async (who, action, document) => {
    const answer: unknown = await answered(() => authorize(who, action, document))
    if (!isAuthorization(answer))
      throw new AccessUnavailable(
        `authorize in "${file}" must return { allowed: true } or { allowed: false, because, reason }`,
      )
    if (!answer.allowed) return refusal(answer)
    // Rather than let somebody stay for ever whose end cannot be told.
    const validForMs: unknown = answer.validForMs ?? Number.POSITIVE_INFINITY
    if (typeof validForMs !== 'number' || !(validForMs > 0))
      throw new AccessUnavailable(
        `authorize in "${file}" must return a number above 0 as validForMs, or leave it out`,
      )
    return answer
  }
}

async function loadModule(
  file: string,
  say: (why: string, remedy: string, cause?: unknown) => StartProblem,
): Promise<ReadonlyMap<string, unknown>> {
  try {
    const loaded: unknown = await inTime(
      import(pathToFileURL(file).href),
      LOAD_MS,
      'it does not finish loading',
    )
    return new Map<string, unknown>(
      typeof loaded === 'object' && loaded !== null ? Object.entries(loaded) : [],
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_MODULE_NOT_FOUND') throw say(causesOf(error), 'Write or install it', error)
    throw say(`it fails while it is loaded: ${causesOf(error)}`, 'Mend that', error)
  }
}

/** Whoever hangs keeps nobody waiting for ever. */
async function answered(ask: () => unknown): Promise<unknown> {
  return inTime(Promise.resolve().then(ask), ANSWER_MS, 'authorize gave no answer in time')
}

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown =>
  typeof value === 'function'

const isAuthorization = (value: unknown): value is Authorization =>
  typeof value === 'object' &&
  value !== null &&
  'allowed' in value &&
  typeof value.allowed === 'boolean'

const refusals = ['unauthenticated', 'forbidden', 'not-found'] as const

/** Somebody's JavaScript may have left out what belongs to a no, and no is no. */
function refusal(answer: Authorization & { readonly allowed: false }): Authorization {
  const [said, reason]: readonly unknown[] = [answer.because, answer.reason]
  return {
    allowed: false,
    because: refusals.find((one) => one === said) ?? 'forbidden',
    reason: typeof reason === 'string' ? reason : 'not allowed',
  }
}
