// An IPFS node with Kubo's RPC on loopback and nobody but those it is told of. Says where it is in one line, and ends with its standard input.
import { multiaddr } from '@multiformats/multiaddr'
import { create } from 'ipfs-core'
import { HttpApi } from 'ipfs-http-server'

const [repo, ...peers] = process.argv.slice(2)
const node = await create({
  repo,
  silent: true,
  preload: { enabled: false },
  config: {
    Addresses: { Swarm: ['/ip4/127.0.0.1/tcp/0'], API: '/ip4/127.0.0.1/tcp/0', Gateway: '/ip4/127.0.0.1/tcp/0', Delegates: [], RPC: '/ip4/127.0.0.1/tcp/0' },
    Bootstrap: [],
    Discovery: { MDNS: { Enabled: false }, webRTCStar: { Enabled: false } }
  }
})
const api = new HttpApi(node)
await api.start()
for (const peer of peers) await node.swarm.connect(multiaddr(peer))
const { addresses } = await node.id()
console.log(JSON.stringify({ api: api._apiServers[0].info.uri, swarm: `${addresses[0]}` }))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
