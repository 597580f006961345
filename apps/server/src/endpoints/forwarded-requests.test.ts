import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTrustedProxies } from '@weft/server'
import { expect, onTestFinished, test } from 'vitest'
import { sendAnswer, textAnswer } from '../answer.ts'
import { answerEndpoint } from './answer-endpoint.ts'
import type { Asked, Endpoint } from './endpoint.ts'

const whoAsks: Endpoint = {
  path: 'who',
  methods: {
    GET: { answer: ({ who, isHttps }: Asked) => textAnswer(200, `${who.address} ${isHttps}`) },
  },
}

/** What an endpoint is told of who asks, by a real request with a proxy's headers. */
async function told(trusted: readonly string[], headers: Record<string, string>): Promise<string> {
  const proxies = createTrustedProxies(trusted)
  const server = createServer((request: IncomingMessage, response) => {
    void answerEndpoint(whoAsks, 'who', '', request, proxies).then((answer) =>
      sendAnswer(request, response, answer),
    )
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return (await fetch(`http://127.0.0.1:${port}/`, { headers })).text()
}

const headers = {
  'X-Forwarded-For': '198.51.100.66, 203.0.113.7',
  'X-Forwarded-Proto': 'https',
}

test('an endpoint is told what a trusted proxy says of who asks', async () => {
  expect(await told(['loopback'], headers)).toBe('203.0.113.7 true\n')
})

test('what anybody else says of it is nothing', async () => {
  expect(await told(['192.0.2.1'], headers)).toBe('127.0.0.1 false\n')
})
