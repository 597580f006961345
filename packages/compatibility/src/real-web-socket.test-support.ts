import { vi } from 'vitest'
import { WebSocket } from 'ws'

// Node 20 has no WebSocket of its own, and both clients take the global one by default, as they do in a browser.
vi.stubGlobal('WebSocket', WebSocket)
