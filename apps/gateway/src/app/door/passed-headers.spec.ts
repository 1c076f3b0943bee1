import { httpClient } from '@secureconnect/testing';
import { openDoor } from './door-scene.contract';
import { BehindTheDoor } from './upstream-scene.contract';

describe('of the headers of a request, the service is told those in which it', () => {
  let chat: BehindTheDoor;
  let scene: Awaited<ReturnType<typeof openDoor>>;
  beforeAll(async () => {
    chat = await BehindTheDoor.start();
    scene = await openDoor({ CHAT_URL: [chat.url] });
  });
  afterAll(async () => {
    await scene.close();
    await chat.close();
  });

  const ann = { authorization: 'Bearer ann' };
  const lastSeen = () => chat.seen.at(-1)!;

  it('says who and where it comes from in words of the gateway alone', async () => {
    const http = httpClient(scene.url);
    const forged = {
      'x-forwarded-for': '6.6.6.6', 'X-Forwarded-Host': 'evil', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6',
      'x-user-id': 'admin', 'X-Client-Statement': 'forged', 'x_forwarded_for': '6.6.6.6', 'x-auth-request-user': 'root',
      'Remote-User': 'root', 'X-Principal': 'root', 'X-Email': 'root', 'X-Scopes': 'admin', 'User-Id': 'admin',
      'X-Scheme': 'evil', 'Front-End-Https': 'evil', cookie: 'session=root', 'x-anything': 'evil', upload_length: 'evil',
      te: 'trailers', 'proxy-authorization': 'Basic x', 'x-http-method-override': 'DELETE', 'x-service-mode': 'degraded',
    }; // prettier-ignore
    await http.get('/v1/messages', { headers: { ...ann, ...forged, accept: 'a/b' } });
    const { headers } = lastSeen();
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': expect.stringContaining('127.0.0.1'),
      'x-client-statement': 'chat 127.0.0.1',
      accept: 'a/b',
    });
    expect(JSON.stringify(headers)).not.toMatch(
      /6\.6\.6\.6|evil|admin|root|forged|trailers|Basic|DELETE|degraded/,
    );
  });

  it('keeps what it says of itself, its body and its upload', async () => {
    const http = httpClient(scene.url);
    const said = {
      'user-agent': 'an app', 'accept-language': 'de', 'if-none-match': '"1"', range: 'bytes=0-1', 'Idempotency-Key': 'k-1',
      'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Upload-Metadata': 'filename eA==', 'content-encoding': 'identity',
    }; // prettier-ignore
    await http.post('/v1/messages', {}, { headers: { ...ann, ...said } });
    const lower = Object.entries(said).map(([name, value]) => [name.toLowerCase(), value]);
    expect(lastSeen().headers).toMatchObject(Object.fromEntries(lower));
  });

  it('loses what its Connection header names, and nothing the gateway says', async () => {
    const http = httpClient(scene.url);
    const connection = 'keep-alive, Prefer, x-client-statement, x-forwarded-for';
    await http.get('/v1/messages', { headers: { ...ann, connection, prefer: 'minimal' } });
    const { headers } = lastSeen();
    expect(headers).not.toHaveProperty('prefer');
    expect(headers).toMatchObject({ 'x-client-statement': 'chat 127.0.0.1', 'x-forwarded-for': '127.0.0.1' });
  });
});
