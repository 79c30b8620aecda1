using System.Security.Cryptography;
using System.Text;
using Marketing.Store.Http;

namespace Marketing.Api.Security;

/// <summary>A key without its secret.</summary>
/// <param name="Name">Who uses it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Id">Beginning of the secret's hash in hex: names the key in a cookie and in the rate limiter, and tells nothing of the secret.</param>
internal sealed record ApiKey(string Name, ApiRole Role, string Id);

/// <summary>The keys that open the API, held as SHA-256 hashes: a dump of this process's memory does not hold configured secrets through this class.</summary>
internal sealed class ApiKeys
{
    private readonly (byte[] Hash, ApiKey Key)[] _keys;

    public ApiKeys(IEnumerable<(string Name, ApiRole Role, string Secret)> keys) =>
        _keys = [
            .. keys.Select(key =>
            {
                var hash = Hash(key.Secret);
                return (hash, new ApiKey(key.Name, key.Role, Convert.ToHexString(hash, 0, 8)));
            }),
        ];

    /// <summary>The key with this secret, or null. Looks at every key whatever it finds, so that the time taken tells nothing.</summary>
    public ApiKey? Find(string secret)
    {
        var presented = Hash(secret);
        ApiKey? found = null;
        foreach (var (hash, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, presented))
            {
                found = key;
            }
        }

        return found;
    }

    /// <summary>The key of a cookie; null once the key is no longer configured.</summary>
    public ApiKey? ById(string id) => Array.Find(_keys, entry => entry.Key.Id == id).Key;

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
