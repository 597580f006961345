import { watchForMistakes } from './mistakes/watch.ts'
import { WeftProvider as PlainProvider } from './provider.ts'

// What `@weft/provider` is to bundlers that build for development: the same, and it warns of mistakes.
export * from './index.ts'
export { WeftProvider as WebsocketProvider }

export class WeftProvider extends PlainProvider {
  constructor(...options: ConstructorParameters<typeof PlainProvider>) {
    super(...options)
    watchForMistakes(this)
  }
}
