/** A system call as strace saw it. Positions are line numbers of its output, which has all threads' calls in order. */
export interface SystemCall {
  readonly name: string
  /** What the file descriptor is: a path, or e.g. `TCP:[127.0.0.1:80->127.0.0.1:5555]`. */
  readonly target: string
  /** The bytes that were read or written, as far as the call got. */
  readonly data: Buffer
  /** Negative when it failed. */
  readonly result: number
  readonly began: number
  readonly ended: number
}

/** What strace needs to be told so that {@link parseSystemCalls} can read its output. */
export const TRACE_ARGS = ['-f', '-qq', '-yy', '-xx', '-s', '1048576'] as const

interface Beginning {
  readonly name: string
  readonly text: string
  readonly began: number
}

const LINE = /^(\d+) +(?:<\.\.\. (\w+) resumed>)?(.*)$/
const UNFINISHED = ' <unfinished ...>'
const CALL = /^(\w+)\((.*)$/s
const RESULT = /\) += (-?\d+)(?: .*)?$/
const TARGET = /^\d+<(.*?)>(?:,|$|\))/

/** Reads strace's output, the calls in the order in which they ended. A call that never ended is left out. */
export function parseSystemCalls(output: string): readonly SystemCall[] {
  const calls: SystemCall[] = []
  const open = new Map<string, Beginning>()
  output.split('\n').forEach((line, position) => {
    const [, thread = '', resumed, rest = ''] = LINE.exec(line) ?? []
    if (resumed !== undefined) {
      const beginning = open.get(thread)
      open.delete(thread)
      if (beginning?.name === resumed)
        calls.push(...finished({ ...beginning, text: beginning.text + rest }, position))
      return
    }
    const [, name = '', text = ''] = CALL.exec(rest) ?? []
    if (name === '') return
    if (text.endsWith(UNFINISHED)) {
      open.set(thread, { name, text: text.slice(0, -UNFINISHED.length), began: position })
    } else calls.push(...finished({ name, text, began: position }, position))
  })
  return calls
}

function finished({ name, text, began }: Beginning, ended: number): readonly SystemCall[] {
  const result = RESULT.exec(text)?.[1]
  // `= ?`: the process died amid it.
  if (result === undefined) return []
  const target = unescaped(TARGET.exec(text)?.[1] ?? '').toString()
  const strings = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)]
  if (strings.some(([, , cut]) => cut !== undefined))
    throw new Error(`Cannot judge a ${name} of which strace has cut the data off: raise -s`)
  const data = Buffer.concat(strings.map(([, bytes = '']) => unescaped(bytes)))
  const length = Math.max(0, Number(result))
  return [{ name, target, data: data.subarray(0, length), result: Number(result), began, ended }]
}

/** Of text without escapes it makes the same text. */
function unescaped(text: string): Buffer {
  if (!text.startsWith('\\x')) return Buffer.from(text)
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}
