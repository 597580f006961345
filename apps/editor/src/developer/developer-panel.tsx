import { useReadable } from '../browser/use-readable.ts'
import { useOpenPage } from '../document/open-page.ts'
import '../styles/developer.css'
import { AwarenessJson, DocumentJson } from './json-sections.tsx'
import { ConnectionSection, DocumentSection } from './fact-sections.tsx'
import { MessagesSection } from './messages-section.tsx'
import { NetworkSection } from './network-section.tsx'
import { type DeveloperTools, useDeveloperTools } from './use-developer-watch.ts'
import { VectorSection } from './vector-section.tsx'

/** What goes on between this page and the server, for those who want to build on it. */
export default function DeveloperPanel() {
  const { session } = useOpenPage()
  const tools = useDeveloperTools(session)
  return tools ? <Sections {...tools} /> : null
}

function Sections({ watch, networkSwitch }: DeveloperTools) {
  const { session } = useOpenPage()
  const facts = useReadable(watch)
  return (
    <div className="developer">
      <NetworkSection session={session} networkSwitch={networkSwitch} />
      <ConnectionSection facts={facts} />
      <DocumentSection facts={facts} />
      <MessagesSection facts={facts} watch={watch} announcer={session.announcer} />
      <VectorSection vector={facts.vector} />
      <AwarenessJson session={session} atMs={facts.atMs} />
      <DocumentJson session={session} />
    </div>
  )
}
