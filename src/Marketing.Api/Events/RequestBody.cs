using System.Buffers;
using System.IO.Compression;
using System.Net.Mime;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Marketing.Api.Events;

/// <summary>A request's whole body in a rented buffer: rows are read from its bytes, without a document or strings in between. May come compressed by gzip.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 64 * 1024;
    private byte[] _buffer;
    private int _length;

    private RequestBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>One row a line; else one JSON value.</summary>
    public bool IsNdjson { get; private init; }

    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Most bytes, uncompressed.</param>
    /// <param name="ndjson">Whether NDJSON is taken here.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="BadHttpRequestException">Too large (413), of another media type or encoding (415), or not what its encoding says (400).</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, long maxBytes, bool ndjson, CancellationToken cancel)
    {
        var isNdjson = MediaTypeOf(request) switch
        {
            MediaTypeNames.Application.Json => false,
            "application/x-ndjson" when ndjson => true,
            _ => throw new BadHttpRequestException("The media type is not taken here.", StatusCodes.Status415UnsupportedMediaType),
        };
        var body = new RequestBody((int)Math.Clamp(request.ContentLength ?? 0, FirstSize, maxBytes + 1)) { IsNdjson = isNdjson };
        try
        {
            await body.FillAsync(Decoded(request), maxBytes, cancel);
            return body;
        }
        catch (InvalidDataException exception)
        {
            body.Dispose();
            throw new BadHttpRequestException(
                "The body is not what its Content-Encoding says.",
                StatusCodes.Status400BadRequest,
                exception
            );
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (type.Charset.Length == 0 || type.Encoding is UTF8Encoding)
            ? type.MediaType.Value?.ToLowerInvariant()
            : null;

    private static Stream Decoded(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            _ => throw new BadHttpRequestException("The content encoding is not taken here.", StatusCodes.Status415UnsupportedMediaType),
        };

    private async Task FillAsync(Stream stream, long maxBytes, CancellationToken cancel)
    {
        while (await stream.ReadAsync(_buffer.AsMemory(_length), cancel) is > 0 and var read)
        {
            _length += read;
            if (_length > maxBytes)
            {
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            }

            if (_length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
