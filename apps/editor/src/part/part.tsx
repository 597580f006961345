import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import type { MissingPartProps } from './missing-part.tsx'

/** How soon a part is tried again that nobody asked for, in milliseconds. */
export const AGAIN_MS = 10_000

// Fetched at once: when the server is away it is too late.
const missing = import('./missing-part.tsx').then(
  ({ MissingPart }): Loaded<MissingPartProps> => ({ default: MissingPart }),
  (): Loaded<MissingPartProps> => ({ default: () => null }),
)
/** Says that something did not come; itself never missing. */
export const MissingPart = lazy(() => missing)

interface Loaded<Props> {
  readonly default: ComponentType<Props>
}

export interface PartOptions<Props> {
  /**
   * Whether people are told when it does not come, and can try again. Otherwise nothing stands there, and it comes when it
   * can. @default false
   */
  readonly isTold?: boolean
  /** What stands there while it is loaded. */
  readonly loading?: (props: Props) => ReactNode
}

/** For what can be done without. */
interface Closable {
  readonly onClose?: () => void
}

/** A part, which also can be loaded before it is shown. */
export type LatePart<Props> = ComponentType<Props & Closable> & {
  /**
   * Loads it, so that it is there at once when it is first shown afterwards: for what React has had to wait for is drawn in
   * pieces, thrown away when something changes meanwhile, and shown 300 ms after what stood in its place. Never rejects.
   */
  readonly loadAhead: () => Promise<void>
}

/**
 * A part of the page that is loaded when it is first shown. Where it does not come, as without the server, or breaks, the
 * rest of the page stays: the text above all.
 */
export function part<Props extends object>(
  load: () => Promise<Loaded<Props>>,
  { isTold = false, loading }: PartOptions<NoInfer<Props>> = {},
): LatePart<Props> {
  let Content: ComponentType<Props> = lazy(load)
  let attempt = 0
  let isShown = false
  async function loadAhead() {
    try {
      const { default: Loaded } = await load()
      // What stands there must stay the same component.
      if (!isShown) Content = Loaded
    } catch {
      // It is tried again when it is shown.
    }
  }
  function Part(props: Props & Closable) {
    const [shown, show] = useState(() => {
      isShown = true
      return attempt
    })
    const retry = () => show(attempt)
    const failed = () => {
      // What has failed once fails for ever.
      attempt += 1
      Content = lazy(load)
      if (!isTold) setTimeout(retry, AGAIN_MS)
    }
    const { onClose } = props
    return (
      <Suspense fallback={loading?.(props)}>
        <Boundary
          key={shown}
          onFailed={failed}
          missing={isTold && <MissingPart retry={retry} onClose={onClose} />}
        >
          <Content {...props} />
        </Boundary>
      </Suspense>
    )
  }
  return Object.assign(Part, { loadAhead })
}

interface BoundaryProps {
  readonly onFailed: () => void
  readonly missing: ReactNode
  readonly children: ReactNode
}

class Boundary extends Component<BoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override componentDidCatch() {
    this.props.onFailed()
  }

  override render() {
    return this.state.hasFailed ? this.props.missing : this.props.children
  }
}
