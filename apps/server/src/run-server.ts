import { isLoopback, type Log } from '@weft/server'
import { accessWords } from './access/access-words.ts'
import type { Config } from './config/config.ts'
import { standardLog } from './log/standard-log.ts'
import { LogLevelSwitch } from './log/log-level-switch.ts'
import { serve } from './serve.ts'
import type { Serving } from './serving.ts'
import { startExitCodes, StartProblem } from './start-problem.ts'
import { stopInStages } from './stop-in-stages.ts'
import { stopSignals } from './stop-signals.ts'
import { reportUnsaved } from './unsaved-report.ts'

/** How long a server that met a fault of its own may take to save what it holds, in milliseconds. */
const LAST_WORDS_MS = 2_000

/** How long storage may take to close once everything was given up, in milliseconds. */
const LET_GO_MS = 2_000

/** Runs the server until it is told to stop. People read its standard output, machines its log on standard error. */
export async function runServer(config: Config, version: string): Promise<void> {
  // Whoever reads our output may stop reading; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const serverLog = standardLog({ level: config.logLevel, format: config.logFormat })
  const { log } = serverLog
  process.on('exit', () => serverLog.flush())
  const logLevel = new LogLevelSwitch(serverLog, { wallTime: Date.now, after: cancellable })
  debugOnSignal(logLevel)
  const serving = await start(config, version, { log, logLevel })
  stopOnSignals(config, serving, log)
  stopOnFaults(serving, log)
  reloadOnSignal(serving, log)
  log({ level: 'info', event: 'listening', version, pid: process.pid })
  console.log(`Weft ${version}`)
  console.log(`Documents are kept in ${config.data}`)
  for (const line of accessWords(config)) console.log(line)
  if (config.access.mode === 'open' && config.access.toEverybody)
    log({ level: 'warn', event: 'insecure-open' })
  console.log(
    config.editor || config.pages !== undefined
      ? `Open ${serving.scheme.page}://${serving.address}${config.pathPrefix.slice(0, -1)} in two tabs`
      : `Ready at ${serving.scheme.socket}://${serving.address}${config.pathPrefix}<document name>`,
  )
  if (serving.adminAddress !== undefined) {
    console.log(`Administrators ask at http://${serving.adminAddress}, with their token`)
    if (config.admin && !isLoopback(config.admin.host))
      console.log('Put a proxy with TLS in front of that: over plain http others read the token.')
  }
  console.log('Ctrl-C stops it.')
}

/** Does something after a delay. @returns What calls it off. */
function cancellable(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/** SIGUSR2 turns debugging on, and off again, for who cannot run a command beside the server. */
function debugOnSignal(logLevel: LogLevelSwitch): void {
  // Windows has no such signal, and Node none to listen to there.
  if (process.platform === 'win32') return
  process.on('SIGUSR2', () => logLevel.toggle())
}

/**
 * SIGHUP has certificates and tokens read again. Without any there is nothing to do, and a service manager that sends it does
 * not mean to end us; a terminal that is closed does.
 */
function reloadOnSignal({ reloads }: Serving, log: Log): void {
  if (reloads.length === 0 && process.stdin.isTTY) return
  process.on('SIGHUP', () => {
    for (const reload of reloads) reload()
    if (reloads.length === 0) log({ level: 'info', event: 'nothing-to-reload' })
  })
}

async function start(
  config: Config,
  version: string,
  logging: Parameters<typeof serve>[2],
): Promise<Serving> {
  try {
    return await serve(config, version, logging)
  } catch (error) {
    if (!(error instanceof StartProblem)) {
      logging.log({ level: 'error', event: 'start-failed', error })
      process.exit(1)
    }
    console.error(error.message)
    process.exit(startExitCodes[error.obstacle])
  }
}

function stopOnSignals({ drainDelayMs, drainWindowMs }: Config, serving: Serving, log: Log): void {
  const close = (): void => {
    console.log('Stopping: saving what is left …')
    serving.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log({ level: 'error', event: 'close-failed', error })
        void giveUp(serving, log)
      },
    )
  }
  const wish = stopInStages({
    delayMs: drainDelayMs,
    windowMs: drainWindowMs ?? 0,
    drain: () => {
      log({ level: 'info', event: 'draining', delayMs: drainDelayMs })
      serving.drain()
    },
    close,
    hasten: () => serving.hasten(),
    abandon: () => void giveUp(serving, log),
    after: cancellable,
  })
  const onSignal = stopSignals(() => performance.now(), wish, wish)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal)
}

/** After a fault nobody foresaw, nothing can be trusted to go on; what is in memory is still worth saving. */
function stopOnFaults(serving: Serving, log: Log): void {
  let isEnding = false
  process.on('uncaughtException', (error, origin) => {
    log({ level: 'error', event: 'fault', origin, error })
    if (isEnding) process.exit(1)
    isEnding = true
    const end = (): void => void giveUp(serving, log)
    setTimeout(end, LAST_WORDS_MS)
    serving.close().then(end, end)
    serving.hasten()
  })
}

/** Ends now, and says what is lost by it. */
async function giveUp(serving: Serving, log: Log): Promise<never> {
  const report = reportUnsaved(serving.unsaved())
  if (report) {
    log(report.entry)
    console.log(report.text)
  }
  // Node's own way out waits for the threads that write, and a disk that hangs never lets go of them.
  if (!(await serving.letGo(LET_GO_MS))) process.kill(process.pid, 'SIGKILL')
  process.exit(1)
}
