// Given to Node as `--import` with a mutation in its query: from then on one file of the built server reads otherwise.
import { register } from 'node:module'

const mutation = JSON.parse(new URL(import.meta.url).searchParams.get('mutation'))
register('./hooks.mjs', import.meta.url, { data: mutation })
