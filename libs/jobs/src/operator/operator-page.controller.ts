import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public, ServiceIdentity } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { pageOf } from './page/page-markup';
import { pageScript } from './page/page-script.constants';
import { pageStyle } from './page/page-style.constants';

/** Its own script and style, its own data, and nothing from anywhere else. */
const policy =
  "default-src 'none';script-src 'self';style-src 'self';connect-src 'self';" +
  "form-action 'none';base-uri 'none';frame-ancestors 'none'";

/** The page over the operators' routes. It holds no data: it asks for the token, and fetches with it. */
@Public()
@RedisFree('operator-page')
@ApiTags('operator')
@Controller('operator/jobs')
export class OperatorPageController {
  private readonly markup: string;

  constructor({ name }: ServiceIdentity) {
    this.markup = pageOf(name);
  }

  @Get()
  @ApiOperation({ summary: 'A page to look at queues and to replay dead letters' })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', policy)
  page(): string {
    return this.markup;
  }

  @Get('page.js')
  @ApiOperation({ summary: 'The script of the page' })
  @ApiProduces('text/javascript')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return pageScript;
  }

  @Get('page.css')
  @ApiOperation({ summary: 'The style of the page' })
  @ApiProduces('text/css')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('content-type', 'text/css; charset=utf-8')
  style(): string {
    return pageStyle;
  }
}
