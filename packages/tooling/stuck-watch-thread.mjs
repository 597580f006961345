import { writeSync } from 'node:fs'
import { Session } from 'node:inspector'
import { workerData } from 'node:worker_threads'

const LOOK_MS = 1_000
/** How long it may take to say where it stands. In a system call it cannot. */
const ANSWER_MS = 2_000

const { turns, limitMs, file } = workerData
const STDERR = 2

let seen = 0
let sinceMs = performance.now()
const timer = setInterval(() => {
  const now = Atomics.load(turns, 0)
  if (now !== seen) [seen, sinceMs] = [now, performance.now()]
  if (performance.now() - sinceMs > limitMs) tell()
}, LOOK_MS)

function tell() {
  clearInterval(timer)
  const session = new Session()
  session.connectToMainThread()
  const urls = new Map()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.on('Debugger.paused', ({ params }) => {
    const stack = params.callFrames.map(
      ({ functionName, location: { scriptId, lineNumber } }) =>
        `    at ${functionName || '(anonymous)'} (${urls.get(scriptId)}:${lineNumber + 1})`,
    )
    end(`It is here:\n${stack.join('\n')}`)
  })
  session.post('Debugger.enable', () => session.post('Debugger.pause'))
  setTimeout(() => end('It is in a system call, such as waiting for a command.'), ANSWER_MS)
}

function end(where) {
  const seconds = Math.round(limitMs / 1000)
  writeSync(STDERR, `${file} has been stuck for ${seconds} s, and is ended. ${where}\n`)
  process.kill(process.pid, 'SIGKILL')
}
