import { ApiProperty } from '@nestjs/swagger';
import { type PublicJwk } from './make-signing-key';
import { type Jwks } from './published-keys.service';

/** One public key. */
export class JwkDto implements PublicJwk {
  @ApiProperty({ enum: ['EC'] })
  kty: 'EC';

  @ApiProperty({ enum: ['P-256'] })
  crv: 'P-256';

  @ApiProperty({ description: 'The point, base64url' })
  x: string;

  @ApiProperty()
  y: string;

  @ApiProperty({ description: 'Stands in the header of every token this key has signed' })
  kid: string;

  @ApiProperty({ enum: ['sig'] })
  use: 'sig';

  @ApiProperty({ enum: ['ES256'] })
  alg: 'ES256';
}

/** All keys whose tokens are to be accepted. */
export class JwksDto implements Jwks {
  @ApiProperty({ type: [JwkDto], description: 'At least one; the next one too, before it signs' })
  keys: readonly JwkDto[];
}
