# Completion of pace for PowerShell: pace completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName pace -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition })
    $values = @($before | ForEach-Object { if ($_.Value) { "$($_.Value)" } else { $_.Extent.Text } })
    $words = @($values | Select-Object -Skip 1)
    & $values[0] completing powershell -- @words "$wordToComplete" 2>$null | ForEach-Object {
        $text, $about = $_ -split "`t", 2
        if (-not $about) { $about = $text }
        $quoted = if ($text -match '\s') { "'$($text -replace "'", "''")'" } else { $text }
        [System.Management.Automation.CompletionResult]::new($quoted, $text, 'ParameterValue', $about)
    }
}
