import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '@secureconnect/testing';
import { ToldNames } from './told-names';
import { Ways } from './ways';

/** A server that says what it is told to, to whoever comes. */
async function speaker(): Promise<{ port: number; say: (text: string) => void; server: Server }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => open.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, server, say: (text) => open.forEach((socket) => socket.write(text)) };
}

async function listener(port: number) {
  const heard = { text: '', isGone: false };
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('data', (chunk) => (heard.text += String(chunk))).on('error', () => undefined);
  socket.once('close', () => (heard.isGone = true));
  await once(socket, 'connect');
  return { heard, socket };
}

describe('ways to servers that name each other', () => {
  const ways = new Ways();
  const [name, other] = ['chat-0 to redis', 'chat-1 to redis'];
  let one: Awaited<ReturnType<typeof speaker>>;

  beforeAll(async () => {
    one = await speaker();
  });
  afterAll(async () => {
    await ways.close();
    one.server.close();
  });

  it('tell whoever asks the addresses of her own ways, and nothing else', async () => {
    // Five digits, as every port has that is given to a server here.
    const asked = 17_001;
    const names = await ways.openToGroup(name, [one.port, asked]);
    const told = String(names.get(String(asked)));
    const { heard, socket } = await listener(Number(names.get(String(one.port))));
    await until('the connection to be whole', async () => {
      one.say('.');
      return heard.text.length > 0;
    });
    const said = () => heard.text.replace(/^\.+/, '');
    one.say(
      '*2\r\n$9\r\n127.0.0.1\r\n$5\r\n17001\r\n-MOVED 1 127.0.0.1:17001\r\n$5\r\n17001\r\n$9\r\n127.0.0.1\r\n:17',
    );
    one.say('001\r\n$9\r\n127.0.0.1\r\n');
    const whole = `*2\r\n$9\r\n127.0.0.1\r\n$5\r\n${told}\r\n-MOVED 1 127.0.0.1:${told}\r\n$5\r\n17001\r\n$9\r\n127.0.0.1\r\n:${told}\r\n$9\r\n127.0.0.1\r\n`;
    await until('all of it', () => said().length >= whole.length);
    expect(said()).toBe(whole);
    socket.destroy();
  });

  it('are cut for one instance alone, and whole again', async () => {
    const [mine, hers] = [
      await ways.openToGroup(name, [one.port]),
      await ways.openToGroup(other, [one.port]),
    ];
    const ports = [mine, hers].map((names) => Number(names.get(String(one.port)))) as [number, number];
    const [cut, whole] = [await listener(ports[0]), await listener(ports[1])];
    const heal = ways.cut(name, 'reset');
    await until('the connection to be torn', () => cut.heard.isGone);
    await expect(listener(ports[0])).rejects.toThrow('ECONNREFUSED');
    expect(whole.heard.isGone).toBe(false);
    await heal();
    (await listener(ports[0])).socket.destroy();
    whole.socket.destroy();
  });
});

describe('names that are told in pieces', () => {
  const names = new Map([['17001', '20002']]);
  const reply = 'a 127.0.0.1:17001 b\r\n$9\r\n127.0.0.1\r\n:17001\r\n$9\r\n127.0.0.1\r\n$5\r\n17001\r\n';
  const whole = reply.replaceAll('17001', '20002');

  it.each(Array.from({ length: reply.length - 1 }, (_, at) => at + 1))('cut at %i are told whole', (at) => {
    let said = '';
    const told = new ToldNames(
      () => names,
      (text) => (said += text),
    );
    told.take(reply.slice(0, at));
    told.take(reply.slice(at));
    expect(said).toBe(whole);
  });

  it('that turn out to be no names are told in the end', async () => {
    let said = '';
    const told = new ToldNames(
      () => names,
      (text) => (said += text),
    );
    told.take('+127.0.0.1\r\n');
    await until('all of it', () => said === '+127.0.0.1\r\n');
  });
});
