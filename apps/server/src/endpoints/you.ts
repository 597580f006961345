import { jsonAnswer } from '../answer.ts'
import type { Endpoint } from './endpoint.ts'

/** How a request looks from here. */
export interface You {
  readonly address: string
  readonly isHttps: boolean
}

/** `GET you`: what the server takes for the address of who asks, so that one can see whether proxies are set right. */
export const youEndpoint: Endpoint = {
  path: 'you',
  methods: {
    GET: {
      answer: ({ who, isHttps }) => {
        const you: You = { address: who.address, isHttps }
        return jsonAnswer(200, you)
      },
    },
  },
}
