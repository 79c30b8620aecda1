using System.Diagnostics;

namespace Marketing.Api.Tests;

/// <summary>The page's own script is run, with stand-ins for the browser, by node; without node these tests are skipped.</summary>
public sealed class TheSwaggerPage(ApiFixture host) : IClassFixture<ApiFixture>
{
    // What the script needs of a browser. The page is set up once it has loaded; its settings are kept.
    private const string Browser = """
        globalThis.window = { location: { href: 'http://shop.example/swagger/index.html' } };
        globalThis.SwaggerUIBundle = (settings) => { globalThis.settings = settings; return { initOAuth() {} }; };
        SwaggerUIBundle.presets = { apis: [] };
        globalThis.SwaggerUIStandalonePreset = [];
        globalThis.asked = [];
        globalThis.fetch = async (path) => { asked.push(path); return { ok: isSignedIn, json: async () => ({ token: 'the-token' }) }; };
        """;

    private const string Send = """
        window.onload();
        Promise.resolve(settings.requestInterceptor({ method, headers })).then((request) =>
          console.log(JSON.stringify({ asked, sent: request.headers })));
        """;

    [NodeTheory]
    [InlineData("POST", "{}", true, """{"asked":["/sign-in/token"],"sent":{"X-XSRF-TOKEN":"the-token"}}""")]
    [InlineData("POST", "{}", false, """{"asked":["/sign-in/token"],"sent":{}}""")]
    [InlineData("DELETE", "{'X-Api-Key':'k'}", true, """{"asked":[],"sent":{"X-Api-Key":"k"}}""")]
    [InlineData("GET", "{}", true, """{"asked":[],"sent":{}}""")]
    public async Task Sends_a_write_of_a_signed_in_browser_with_its_token(string method, string headers, bool isSignedIn, string expected)
    {
        using var client = host.Client();
        var page = await client.GetStringAsync(new Uri("/swagger/index.js", UriKind.Relative));
        var facts =
            $"globalThis.method = '{method}'; globalThis.headers = {headers}; globalThis.isSignedIn = {(isSignedIn ? "true" : "false")};";

        (await NodeAsync($"{Browser}\n{facts}\n{page}\n{Send}")).Trim().Should().Be(expected);
    }

    private static async Task<string> NodeAsync(string script)
    {
        var start = new ProcessStartInfo("node", ["-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var (said, wrong) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.StandardInput.WriteAsync(script);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        node.ExitCode.Should().Be(0, await wrong);
        return await said;
    }

    private sealed class NodeTheoryAttribute : TheoryAttribute
    {
        public NodeTheoryAttribute()
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, "node"))))
            {
                Skip = "node is not on this machine.";
            }
        }
    }
}
