import {
  CircleAlert,
  CloudCheck,
  CloudOff,
  Eye,
  LoaderCircle,
  Lock,
  RefreshCw,
  TriangleAlert,
} from 'lucide-react'
import type { StatusKind } from '../collaboration/save-status.ts'

const icons = {
  connecting: LoaderCircle,
  unreachable: CloudOff,
  syncing: LoaderCircle,
  saved: CloudCheck,
  saving: LoaderCircle,
  unconfirmed: CloudCheck,
  reconnecting: RefreshCw,
  offline: CloudOff,
  'not-saved': TriangleAlert,
  'view-only': Eye,
  full: TriangleAlert,
  'signed-out': Lock,
  'no-access': Lock,
  'not-found': CircleAlert,
  'too-large': CircleAlert,
  refused: CircleAlert,
  'history-changed': CircleAlert,
} satisfies Record<StatusKind, typeof Eye>

export function StatusIcon({ kind }: { readonly kind: StatusKind }) {
  const Icon = icons[kind]
  return <Icon className="status-icon" aria-hidden="true" />
}
