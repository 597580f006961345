import { documentNameFromPath, type DocumentName } from '@weft/protocol'
import type { Authorize } from '@weft/server'
import { jsonAnswer, textAnswer, type Answer } from '../answer.ts'
import type { Asked, Endpoint, Handler } from '../endpoints/endpoint.ts'
import { refusalOf } from '../endpoints/requester.ts'
import { isReservedName, linkName } from './link-name.ts'
import type { ViewLink, ViewLinks } from './view-links.ts'

/** A read-only link, as it is told to who may write the document. */
export interface LinkAnswer {
  readonly document: string
  /** Of the link's page; below `ws://host:port` the same path is what a client reads at. */
  readonly path: string
  /** In milliseconds since 1970. */
  readonly createdMs: number
}

export interface LinksEndpointsOptions {
  /** Undefined where none are given out. */
  readonly links: ViewLinks | undefined
  readonly authorize: Authorize
  /** Asks anew what those may do who have a document open. */
  readonly reauthorize: (document: DocumentName) => Promise<void>
  /** In milliseconds since 1970. */
  readonly wallTime: () => number
}

/**
 * `GET links`: all read-only links, `{ links }`. `links/<document name>`: GET tells the document's, `{ link }`, null when
 * there is none; POST makes one unless there is one; DELETE ends it, and whoever reads by it is closed before the answer.
 */
export function linksEndpoints(options: LinksEndpointsOptions): readonly Endpoint[] {
  const { links } = options
  if (!links) return [notOffered('links'), notOffered('links/')]
  return [allLinks(links, options), documentLinks(links, options)]
}

function notOffered(path: string): Endpoint {
  const answer = (): Answer =>
    textAnswer(
      403,
      'Read-only links are not offered here: only a server that was started with --password-file gives them out.',
    )
  return { path, methods: { GET: { answer }, POST: { answer }, DELETE: { answer } } }
}

function allLinks(links: ViewLinks, { authorize }: LinksEndpointsOptions): Endpoint {
  const answer = async ({ who }: Asked): Promise<Answer> =>
    (await refusalOf(authorize, who, 'list', undefined)) ??
    jsonAnswer(200, { links: links.all().map(linkAnswer) })
  return { path: 'links', methods: { GET: { answer } } }
}

function documentLinks(links: ViewLinks, options: LinksEndpointsOptions): Endpoint {
  const { authorize, reauthorize, wallTime } = options
  const forDocument = (answer: (document: DocumentName) => Promise<Answer>): Handler => ({
    answer: async ({ who, rest }) => {
      const checked = documentNameFromPath(rest)
      if (!checked.ok || isReservedName(checked.name))
        return textAnswer(404, 'No document can have this name.')
      const refusal = await refusalOf(authorize, who, 'write', checked.name)
      return refusal ?? answer(checked.name)
    },
  })
  const told = (link: ViewLink | undefined): Answer =>
    jsonAnswer(200, { link: link === undefined ? null : linkAnswer(link) })
  return {
    path: 'links/',
    methods: {
      GET: forDocument(async (document) => told(links.of(document))),
      POST: forDocument(async (document) => told(await links.create(document, wallTime()))),
      DELETE: forDocument(async (document) => {
        await links.end(document)
        await reauthorize(document)
        return told(undefined)
      }),
    },
  }
}

const linkAnswer = ({ id, document, createdMs }: ViewLink): LinkAnswer => ({
  document,
  path: `/${linkName(id)}`,
  createdMs,
})
