import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ServiceIdentity } from '../bootstrap/service-identity';
import { SocketRegistry } from '../sockets/socket-registry.service';
import { type DoorRoute } from '../http/front-door';
import { describeErrors } from './describe-errors';
import { describeRoutes } from './describe-routes';
import { describeSockets, payloadsOf } from './describe-sockets';

/** Writes the OpenAPI 3.1 document of a service from its code. */
export function createDocument(
  app: NestFastifyApplication,
  routes: readonly DoorRoute[] = [],
): OpenAPIObject {
  const { name, version } = app.get(ServiceIdentity);
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`SecureConnect ${name}`)
    .setDescription('Errors have one shape and stable codes; times are RFC 3339 UTC; ids are UUIDs (v7).')
    .setVersion(version)
    .addBearerAuth()
    .build();
  const { sockets } = app.get(SocketRegistry);
  const ofRoutes = SwaggerModule.createDocument(app, about, { extraModels: payloadsOf(sockets) });
  return describeSockets(describeErrors(describeRoutes(ofRoutes, routes)), sockets);
}

/** Shows the document as a page at /docs and as JSON at /docs/json; it is written when first asked for. */
export function serveDocs(app: NestFastifyApplication, routes: readonly DoorRoute[] = []): void {
  SwaggerModule.setup('docs', app, () => createDocument(app, routes), {
    jsonDocumentUrl: 'docs/json',
    yamlDocumentUrl: 'docs/yaml',
    customSiteTitle: `SecureConnect ${app.get(ServiceIdentity).name}`,
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
