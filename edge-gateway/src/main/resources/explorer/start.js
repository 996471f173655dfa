// Each path opens on the definition whose users know it; ?urls.primaryName=NAME opens any.
const names = ["multi-session", "wwebjs", "manager", "notify", "tokens", "trunkline", "operator"];

SwaggerUIBundle({
  dom_id: "#explorer",
  urls: names.map((name) => ({ name, url: `/openapi/${name}.json` })),
  "urls.primaryName": location.pathname.startsWith("/api-docs") ? "multi-session" : "wwebjs",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
});
