namespace Marketing.Store.Http;

/// <summary>A setting that stops the start. The message is one sentence for the person who set it and names the key.</summary>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
