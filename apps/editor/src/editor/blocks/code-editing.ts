import type { DrawnCodeBlock } from './code-view.ts'
import '../../styles/code.css'
export function editCode(block: DrawnCodeBlock): () => void { void block; return () => {} }
