import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { MailRefusedError } from './mail-refused.error';
import { type OutgoingMail } from './mail-transport.port';
import { SmtpTransport } from './smtp-transport.adapter';

const mail: OutgoingMail = {
  ...{
    from: 'SecureConnect <no-reply@secure.example>',
    to: 'ada@example.com',
    subject: 'Verify your address',
  },
  ...{ text: 'Hello,\n', html: '<p>Hello,</p>\n', messageId: '<one@secure.example>', template: 'verify' },
  date: new Date('2026-11-21T12:00:00Z'),
};

/** How a mail server differs. */
interface Replies {
  readonly RCPT?: string;
  readonly isSilent?: boolean;
}

/** It goes on to take a mail, and cannot encrypt. */
const usual: Readonly<Record<string, string>> = { DATA: '354 go on', STARTTLS: '502 no such thing' };

/** A mail server that says what it is told to, and keeps what it is sent. */
async function startMailServer({ isSilent = false, ...replies }: Replies) {
  const [sockets, heard] = [new Set<Socket>(), { text: '' }];
  const said: Readonly<Record<string, string>> = { ...usual, ...replies };
  const talk = (socket: Socket) => {
    sockets.add(socket);
    let isData = false;
    if (!isSilent) socket.write('220 spec\r\n');
    socket.on('data', (chunk) => {
      heard.text += chunk.toString();
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        if (isSilent || (isData && line !== '.')) continue;
        const [verb = ''] = line.toUpperCase().split(/[ :]/);
        const reply = isData ? '250 accepted' : (said[verb] ?? '250 spec');
        isData = reply.startsWith('354');
        socket.write(`${reply}\r\n`);
      }
    });
    socket.on('error', () => undefined); // The client hangs up; that is seen by what it says.
  };
  const server: Server = createServer(talk).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, close };
}

describe('mail by SMTP', () => {
  let server: Awaited<ReturnType<typeof startMailServer>>;
  const never = new AbortController().signal;
  const deliver = async (replies: Replies, tls: 'required' | 'preferred' = 'preferred', signal = never) => {
    server = await startMailServer(replies);
    return new SmtpTransport(server.url, tls).deliver(mail, signal);
  };
  afterEach(() => server.close());

  it('arrives with its sender, its words and an id that is the same at each attempt', async () => {
    await deliver({});
    expect(server.heard.text).toContain('RCPT TO:<ada@example.com>');
    expect(server.heard.text).toMatch(/Message-ID: <one@secure\.example>/i);
    expect(server.heard.text).toContain('Subject: Verify your address');
  });

  it('that is refused for good is not asked for again', async () => {
    await expect(deliver({ RCPT: '550 nobody here' })).rejects.toThrow(MailRefusedError);
  });

  it('that is put off is', async () => {
    const error = await deliver({ RCPT: '450 later' }).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(MailRefusedError);
  });

  it('is not sent in the clear where it must not be', async () => {
    const error = await deliver({}, 'required').catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(MailRefusedError);
    expect(server.heard.text).not.toContain('MAIL FROM');
  });

  it('is given up with its attempt, though the server says nothing', async () => {
    const attempt = new AbortController();
    const sent = deliver({ isSilent: true }, 'preferred', attempt.signal);
    setTimeout(() => attempt.abort(new Error('the attempt is over')), 50);
    await expect(sent).rejects.toThrow('the attempt is over');
  });
});
