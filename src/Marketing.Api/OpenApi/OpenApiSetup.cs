using Marketing.Store.Http;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Swashbuckle.AspNetCore.SwaggerUI;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Marketing.Api.OpenApi;

/// <summary>The document of the API at <c>/swagger/v1/swagger.json</c> and the page to try it at <c>/swagger</c>.</summary>
internal static class OpenApiSetup
{
    public const string KeyScheme = "ApiKey";
    public const string BearerScheme = "Bearer";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        // The shapes are those of the JSON that is really written, not of the generator's own serializer.
        services.AddSingleton<ISerializerDataContractResolver>(provider => new JsonSerializerDataContractResolver(
            provider.GetRequiredService<IOptions<HttpJsonOptions>>().Value.SerializerOptions
        ));
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(
                "v1",
                new OpenApiInfo
                {
                    Title = "Marketing",
                    Version = "v1",
                    Description =
                        "The marketing back office of an online shop. Times are RFC 3339 in UTC, ids are opaque strings of 1 to 128 characters "
                        + "(a slash in an id is sent as %2F), money is a decimal number with a currency. Errors are application/problem+json.",
                    License = new OpenApiLicense { Name = "MIT", Url = new Uri("https://opensource.org/license/mit") },
                }
            );
            options.AddServer(new OpenApiServer { Url = "/", Description = "This host" });
            options.AddSecurityDefinition(
                KeyScheme,
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = "X-Api-Key",
                    Description = "An API key. In a browser that signed in at /sign-in it may stay empty.",
                }
            );
            options.AddSecurityDefinition(
                BearerScheme,
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The same key as a bearer token.",
                }
            );
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.UseAllOfToExtendReferenceSchemas();
            options.CustomSchemaIds(SchemaNames.Of);
            options.CustomOperationIds(api =>
                api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
            );
            options.SchemaFilter<ProblemSchema>();
            options.SchemaFilter<RequiredProperties>();
            options.OperationFilter<OperationDetails>();
            options.DocumentFilter<TagDescriptions>();
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Marketing.*.xml"))
            {
                options.IncludeXmlComments(file);
            }
        });
    }

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) =>
        routes
            .MapSwagger("/swagger/{documentName}/swagger.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1)
            .AllowWithoutKey();

    public static void UseSwaggerPage(this IApplicationBuilder app) =>
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "Marketing API";
            options.SwaggerEndpoint("/swagger/v1/swagger.json", "Marketing v1");
            options.DisplayOperationId();
            // A signed-in browser sends its cookie by itself; a write also needs the anti-forgery token, fetched for each.
            // The page takes the function apart and makes a plain one of its body: async and await would not survive that.
            options.UseRequestInterceptor(
                "(request) => { if (['GET','HEAD'].includes((request.method || 'GET').toUpperCase()) || request.headers['X-Api-Key']) { return request; } "
                    + "return fetch('/sign-in/token', { credentials: 'same-origin' }).then((answer) => answer.ok ? answer.json() : null)"
                    + ".then((body) => { if (body) { request.headers['X-XSRF-TOKEN'] = body.token; } return request; }); }"
            );
            // A hundred operations: each group opens when it is wanted, can be found by its name and linked to.
            options.DocExpansion(DocExpansion.None);
            options.EnableFilter();
            options.EnableDeepLinking();
            options.DisplayRequestDuration();
        });
}
