import { X } from 'lucide-react'
import { type ComponentType, useRef } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import { strings } from '../strings.ts'
import { useOpenPage } from './open-page.ts'
import { part } from '../part/part.tsx'
import type { PanelName, PanelSide } from './panels.ts'
import { useFocusReturn } from './use-focus-return.ts'

interface RegisteredPanel {
  readonly title: string
  /** Whether it belongs to formatted text alone. */
  readonly isForTextOnly?: true
  readonly Content: ComponentType
}

/** Each panel is loaded when it is first opened. */
const panels: Readonly<Partial<Record<PanelName, RegisteredPanel>>> = {
  outline: {
    title: strings.page.outline,
    isForTextOnly: true,
    Content: part(() => import('../outline/outline-panel.tsx'), { isTold: true }),
  },
  developer: {
    title: strings.page.developer,
    Content: part(() => import('../developer/developer-panel.tsx'), { isTold: true }),
  },
  comments: {
    title: strings.page.comments,
    isForTextOnly: true,
    Content: part(() => import('../comments/panel/comments-panel.tsx'), { isTold: true }),
  },
}

/** The panel that is open on a side. On a narrow screen it covers the foot of the page. */
export function SidePanel({ side }: { readonly side: PanelSide }) {
  const page = useOpenPage()
  const name = useReadable(page.panels)[side]
  const panel = name === undefined ? undefined : panels[name]
  if (name === undefined || !panel) return null
  if (panel.isForTextOnly && page.kind !== 'text') return null
  return (
    <Panel
      key={name}
      side={side}
      name={name}
      panel={panel}
      onClose={() => page.panels.close(name)}
    />
  )
}

function Panel(props: {
  readonly side: PanelSide
  readonly name: PanelName
  readonly panel: RegisteredPanel
  readonly onClose: () => void
}) {
  const { side, name, panel, onClose } = props
  const ref = useRef<HTMLElement>(null)
  const onFocus = useFocusReturn(ref)
  return (
    <aside
      ref={ref}
      className="panel"
      data-side={side}
      data-panel={name}
      aria-label={panel.title}
      onFocus={onFocus}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        onClose()
      }}
    >
      <header className="panel-head">
        <h2>{panel.title}</h2>
        <button
          type="button"
          className="tool"
          aria-label={strings.page.closePanel}
          onClick={onClose}
        >
          <X aria-hidden="true" />
        </button>
      </header>
      <div className="panel-body">
        <panel.Content />
      </div>
    </aside>
  )
}
