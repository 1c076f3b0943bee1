/**
 * All four servers of a Swift in one process: what takes long is to load them, and that is then done once. The door of
 * S3 opens last, when the bucket is there.
 */
export const s3Program = `
import os, sys
import eventlet
from swift.common import utils, wsgi

utils.eventlet_monkey_patch()
utils.HASH_PATH_SUFFIX, utils.HASH_PATH_PREFIX = b'secureconnect', b''
folder, account, bucket = sys.argv[1:4]
ports = dict(zip(('account', 'container', 'object', 'proxy'), map(int, sys.argv[4:8])))

from swift.common.ring import RingBuilder


class NoCache(object):
    """The login of tests insists on a cache; one that never knows anything makes every look a fresh one."""

    def get(self, *args, **kwargs):
        return None

    def get_multi(self, keys, *args, **kwargs):
        return [None for _ in keys]

    def set(self, *args, **kwargs):
        pass

    set_multi = delete = set


def cached(app):
    def call(env, start):
        env['swift.cache'] = NoCache()
        return app(env, start)
    return call


def write_ring(kind):
    builder = RingBuilder(1, 1, 0)
    place = {'ip': '127.0.0.1', 'port': ports[kind]}
    replication = {'replication_ip': '127.0.0.1', 'replication_port': ports[kind]}
    builder.add_dev(dict(place, **dict(replication, id=0, region=1, zone=1, device='disk', weight=1, meta='')))
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))


def serve(kind, app):
    sock = eventlet.listen(('127.0.0.1', ports[kind]), reuse_addr=True, backlog=512)
    return eventlet.spawn(eventlet.wsgi.server, sock, app, utils.NullLogger(), protocol=wsgi.SwiftHttpProtocol,
                          custom_pool=eventlet.GreenPool(1000), log_output=False, debug=False)


def load(kind):
    return wsgi.loadapp(os.path.join(folder, kind + '.conf'), global_conf={})


for kind in ('account', 'container', 'object'):
    write_ring(kind)
    serve(kind, load(kind))
proxy = cached(load('proxy'))
made = wsgi.make_pre_authed_request({}, 'PUT', '/v1/AUTH_%s/%s' % (account, bucket)).get_response(proxy)
if made.status_int >= 300:
    sys.exit('the bucket was not made: %s %s' % (made.status, made.body))
serve('proxy', proxy).wait()
`;
