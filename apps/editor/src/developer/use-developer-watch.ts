import { useEffect, useState } from 'react'
import { browserClock } from '../collaboration/clock.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import { DeveloperWatch } from './developer-watch.ts'
import { NetworkSwitch } from './network-switch.ts'
import { slowSockets } from './slow-network.ts'

export interface DeveloperTools {
  readonly watch: DeveloperWatch
  readonly networkSwitch: NetworkSwitch
}

/** What the panel works with; all of it ends with the panel. */
export function useDeveloperTools(session: DocumentSession): DeveloperTools | undefined {
  const [tools, setTools] = useState<DeveloperTools>()
  useEffect(() => {
    const { provider, presence, network } = session
    const watch = new DeveloperWatch({
      provider,
      presence,
      clock: browserClock,
      dateMs: () => Date.now(),
      frame: (run) => {
        const frame = requestAnimationFrame(run)
        return () => cancelAnimationFrame(frame)
      },
    })
    const networkSwitch = new NetworkSwitch({
      provider,
      network,
      normalSockets: WebSocket,
      slowSockets: slowSockets(WebSocket, {
        delayMs: 400,
        jitterMs: 100,
        clock: browserClock,
        random: () => Math.random(),
      }),
    })
    setTools({ watch, networkSwitch })
    // A page that goes away does not unmount, and may come back as it was: not with a network that is made worse.
    const leave = () => network.mode.set('normal')
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      networkSwitch.end()
      watch.destroy()
      setTools(undefined)
    }
  }, [session])
  return tools
}
